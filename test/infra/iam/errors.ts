/** What this evaluator does not model: it stops, because an answer that leaves something out proves nothing. */
export class NotModelled extends Error {
  override readonly name = 'NotModelled'
}
