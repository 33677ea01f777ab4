/**
 * JSON as text means it, made without JSON.parse's numbers: a number is its own text, a string begins with a quote, so
 * that two texts are equal in this only if every number is spelled the same.
 */
export function exactJson(text: string): unknown {
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[[\]{}:,]|[^\s[\]{}:,"]+/g) ?? []
  let at = 0
  const take = (): string => tokens[at++] ?? ''
  const until = (end: string, each: () => void) => {
    while (tokens[at] !== end) {
      each()
      if (tokens[at] === ',') at += 1
    }
    at += 1
  }
  const value = (): unknown => {
    const token = take()
    if (token === '[') {
      const items: unknown[] = []
      until(']', () => items.push(value()))
      return items
    }
    if (token === '{') {
      const members: [string, unknown][] = []
      until('}', () => {
        const name: string = JSON.parse(take())
        take()
        members.push([name, value()])
      })
      return Object.fromEntries(members)
    }
    return token.startsWith('"') ? `"${JSON.parse(token)}` : token
  }
  return value()
}
