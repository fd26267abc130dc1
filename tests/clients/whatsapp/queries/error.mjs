// Thrown by whoever answers a query to answer with an error.
export class QueryError extends Error {
  constructor(code, text) {
    super(`${code} ${text}`);
    this.code = code;
    this.text = text;
  }
}
