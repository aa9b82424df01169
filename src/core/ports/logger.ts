/** Structured logging: what happened, with facts; never message texts, tokens or codes. */
export interface Logger {
  debug(facts: object, text: string): void;
  info(facts: object, text: string): void;
  warn(facts: object, text: string): void;
  error(facts: object, text: string): void;
  child(facts: object): Logger;
}
