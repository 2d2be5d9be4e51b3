import { h, setAttribute } from "./dom.js";

/** Rows beyond those in sight, so that a quick scroll finds them there. */
const SPARE = 4;

/**
 * A list of any length of which only what is in sight is in the document. What is looked at stays
 * where it is when rows come in above it.
 */
export class Rows {
  #columns;
  #fill;
  #open;
  #items = [];
  #pool = [];
  #space;
  #active = -1;
  #activeItem = null;
  #topItem = null;
  #scheduled = false;
  #id;

  static #count = 0;

  /**
   * @param label what it is a list of, for those who cannot see it
   * @param columns `[{name, title}]`; the name is also the cell's class
   * @param fill `(item, cells, row)` writes into the cells of a row
   * @param open called with the item that is chosen
   */
  constructor({ label, columns, fill, open }) {
    this.#columns = columns;
    this.#fill = fill;
    this.#open = open;
    this.#id = `rows-${Rows.#count++}`;
    this.#space = h("div", { role: "rowgroup", class: "space" });
    const head = h(
      "div",
      { role: "row", class: "row head", "aria-rowindex": "1" },
      columns.map(({ name, title }) => h("span", { role: "columnheader", class: name }, title)),
    );
    this.element = h(
      "div",
      {
        role: "grid",
        class: "rows",
        tabindex: "0",
        "aria-label": label,
        scroll: () => this.#schedule(),
        keydown: (event) => this.#key(event),
        click: (event) => this.#click(event),
      },
      h("div", { role: "rowgroup", class: "heads" }, head),
      this.#space,
    );
    new ResizeObserver(() => this.#schedule()).observe(this.element);
  }

  /** Shows these items, in this order. */
  update(items) {
    if (this.element.scrollTop > this.#height / 2 && this.#topItem !== null) {
      const before = this.#items.indexOf(this.#topItem);
      const now = items.indexOf(this.#topItem);
      if (before >= 0 && now > before) {
        this.element.scrollTop += (now - before) * this.#height;
      }
    }
    this.#items = items;
    if (this.#activeItem !== null) {
      this.#active = items.indexOf(this.#activeItem);
    }
    this.#space.style.height = `${items.length * this.#height}px`;
    setAttribute(this.element, "aria-rowcount", String(items.length + 1));
    this.#schedule();
  }

  get #height() {
    return matchMedia("(max-width: 640px)").matches ? 46 : 28;
  }

  #schedule() {
    if (!this.#scheduled) {
      this.#scheduled = true;
      requestAnimationFrame(() => {
        this.#scheduled = false;
        this.#draw();
      });
    }
  }

  #draw() {
    const height = this.#height;
    const first = Math.max(0, Math.floor(this.element.scrollTop / height) - SPARE);
    const inSight = Math.ceil(this.element.clientHeight / height) + 2 * SPARE;
    const last = Math.min(this.#items.length, first + inSight);
    this.#topItem = this.#items[Math.floor(this.element.scrollTop / height)] ?? null;
    while (this.#pool.length < last - first) {
      this.#pool.push(this.#newRow());
    }
    this.#pool.forEach((slot, number) => {
      const index = first + number;
      slot.row.hidden = index >= last;
      if (index < last) {
        this.#place(slot, index, height);
      }
    });
    const shown = this.#active >= first && this.#active < last;
    setAttribute(
      this.element,
      "aria-activedescendant",
      shown ? this.#pool[this.#active - first].row.id : null,
    );
  }

  #place(slot, index, height) {
    slot.index = index;
    slot.row.style.transform = `translateY(${index * height}px)`;
    setAttribute(slot.row, "aria-rowindex", String(index + 2));
    setAttribute(slot.row, "aria-selected", String(index === this.#active));
    this.#fill(this.#items[index], slot.cells, slot.row);
  }

  #newRow() {
    const cells = {};
    const row = h("div", { role: "row", class: "row", id: `${this.#id}-${this.#pool.length}` });
    for (const { name } of this.#columns) {
      cells[name] = h("span", { role: "gridcell", class: name });
      row.append(cells[name]);
    }
    this.#space.append(row);
    return { row, cells, index: -1 };
  }

  #click(event) {
    const slot = this.#pool.find(({ row }) => row.contains(event.target));
    if (slot) {
      this.#activate(slot.index);
      this.#open(this.#items[slot.index]);
    }
  }

  #key(event) {
    const page = Math.max(1, Math.floor(this.element.clientHeight / this.#height) - 2);
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page };
    if (event.key in steps) {
      this.#activate(this.#active + steps[event.key]);
    } else if (event.key === "Home") {
      this.#activate(0);
    } else if (event.key === "End") {
      this.#activate(this.#items.length - 1);
    } else if (event.key === "Enter" && this.#items[this.#active]) {
      this.#open(this.#items[this.#active]);
    } else {
      return;
    }
    event.preventDefault();
  }

  #activate(index) {
    this.#active = Math.max(0, Math.min(index, this.#items.length - 1));
    this.#activeItem = this.#items[this.#active] ?? null;
    const top = this.#active * this.#height;
    const room = this.element.clientHeight - 2 * this.#height; // the header covers one
    if (top < this.element.scrollTop) {
      this.element.scrollTop = top;
    } else if (top > this.element.scrollTop + room) {
      this.element.scrollTop = top - room;
    }
    this.#schedule();
  }
}
