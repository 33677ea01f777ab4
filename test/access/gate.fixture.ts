import { compile } from '@wardgraph/access'
import { expect, it } from 'vitest'
import { sources } from './policy.fixture.ts'

/** One deliberate mistake in one schema file, and what the compiler says of it. */
export interface Breakage {
  readonly it: string
  readonly file: string
  readonly from: string
  readonly to: string
  /** Where in the broken text the problem stands; default: where `to` was put. */
  readonly at?: string
  readonly says: string
}

/** Compiles the product's schema with one replacement in `file`. */
export function problemsAfter({ file, from, to }: Pick<Breakage, 'file' | 'from' | 'to'>) {
  const target = `schema/${file}.graphql`
  if (!sources.some(({ name, text }) => name === target && text.includes(from)))
    throw new Error(`nothing to break: ${from}`)
  const broken = sources.map(({ name, text }) => ({
    name,
    text: name === target ? text.replace(from, () => to) : text,
  }))
  const text = broken.find(({ name }) => name === target)?.text ?? ''
  return { text, ...compile({ sources: broken }) }
}

function lineOf(text: string, part: string): number {
  const index = text.indexOf(part)
  if (index < 0) throw new Error(`not in the text: ${part}`)
  return text.slice(0, index).split('\n').length
}

/** Each breakage is the only problem found, with its file and line, and nothing is compiled. */
export function refuses(breakages: readonly Breakage[]): void {
  it.each(breakages)('refuses $it', (breakage) => {
    const { text, problems, policy, files } = problemsAfter(breakage)
    const line = lineOf(text, breakage.at ?? breakage.to)
    expect(problems).toEqual([`schema/${breakage.file}.graphql:${line} ${breakage.says}`])
    expect([policy, files]).toEqual([null, null])
  })
}
