/** Issues and checks the tokens by which a person is known again. */
export interface TokenIssuer {
  issue(personId: string): Promise<string>;
  /**
   * @returns the person's id
   * @throws Problem `token_invalid` for a token that is not ours, or no longer valid
   */
  check(token: string): Promise<string>;
}
