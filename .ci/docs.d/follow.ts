const store = {
  cursor: () => "",
  save: (message: { message: { case?: string } }) => {
    if (message.message.case === "event") {
      process.exit(0);
    }
  },
};
// BLOCK
