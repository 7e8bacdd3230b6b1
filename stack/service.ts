/** A program that was started and has answered: a process of our own, or a container. */
export interface Service extends AsyncDisposable {
  readonly name: string;
  /** Resolves when it is gone, whatever ended it, with how it ended: "exit code 1", "SIGKILL". */
  readonly exited: Promise<string>;
  /** Ends it in an orderly way, by force when that takes too long. Does nothing where it is gone. */
  stop(): Promise<void>;
  /** Ends it at once, as a crash does. */
  kill(): Promise<void>;
  /** Lets it hang: connections stay open and nothing answers. */
  suspend(): Promise<void>;
  resume(): Promise<void>;
  /** Starts it again after `stop` or `kill`, with the data that it had. */
  restart(): Promise<void>;
  /** The last lines that it wrote, for messages. */
  logTail(): string;
}
