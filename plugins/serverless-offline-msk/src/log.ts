/** What Serverless gives its plugins to write with. */
export interface Log {
  error(message: string): void;
  warning(message: string): void;
  notice(message: string): void;
  debug(message: string): void;
}
