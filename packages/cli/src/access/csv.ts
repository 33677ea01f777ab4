/** A table as CSV (RFC 4180): CRLF after every line, a value in quotes where it needs them. */
export function csvOf(lines: readonly (readonly string[])[]): string {
  return lines.map((line) => `${line.map(quoted).join(',')}\r\n`).join('')
}

/** What begins so a spreadsheet takes for a formula, and runs (OWASP, CSV Injection); an apostrophe makes it text. */
const FORMULA = /^[=+\-@\t\r]/

function quoted(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
