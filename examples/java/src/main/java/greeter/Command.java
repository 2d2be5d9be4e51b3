package greeter;

/** A command on a call; its id is the command_id of every repeat. */
record Command(String id, String call, String action) {}
