import { chromium } from "playwright-core";

/** A headless Chromium of the machine's. */
export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
  });
}

/**
 * Opens a page that keeps what must not happen: violations of its policy, and errors.
 *
 * @param origin whose page may use the clipboard
 * @returns `{page, problems}`
 */
export async function open(browser, url, options = {}, origin = url) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: new URL(origin).origin });
  const page = await context.newPage();
  const problems = [];
  await page.addInitScript(() => {
    window.violations = [];
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sourceFile }) =>
      window.violations.push(`${violatedDirective}: ${blockedURI} in ${sourceFile}`),
    );
  });
  page.on("pageerror", (error) => problems.push(`error: ${error.stack}`));
  page.on("console", (message) => {
    if (message.type() === "error" && !/Failed to load resource/.test(message.text())) {
      problems.push(`console: ${message.text()}`);
    }
  });
  page.setDefaultTimeout(30_000);
  await page.goto(url);
  return { page, problems };
}

/** Violations of the page's policy so far. */
export function violations(page) {
  return page.evaluate(() => window.violations);
}
