import { NUMBERS } from './fhirJson.ts'
import type { FhirContent } from './fromFhir.ts'
import { isObject } from './json.ts'

/** An element of a choice, of those types that have records: one of each may stand in a resource. */
const CHOICE =
  /^(abatement|deceased|effective|medication|multipleBirth|occurrence|onset|performed|reported|start|value)[A-Z]/

/** Those of these elements in whose place this one stands. */
function replacedBy(name: string, all: readonly string[]): readonly string[] {
  const base = CHOICE.exec(name)?.[1]
  return base === undefined ? [] : all.filter((other) => other !== name && CHOICE.exec(other)?.[1] === base)
}

/** What is still so of `rest` after these elements were changed here. */
export function withoutAmended(
  rest: Readonly<Record<string, unknown>>,
  { content, amended }: { readonly content: FhirContent; readonly amended: readonly string[] },
): Readonly<Record<string, unknown>> {
  const names = Object.keys(rest).map((name) => name.replace(/^_/, ''))
  const given = amended.filter((name) => content[name] !== undefined)
  const gone = new Set([...amended, ...given.flatMap((name) => replacedBy(name, names))])
  const isKept = (name: string) => !gone.has(name)
  const kept = Object.entries(rest).filter(([name]) => isKept(name.replace(/^_/, '')))
  return Object.fromEntries(
    kept.map(([name, value]) => {
      if (name !== NUMBERS || !isObject(value)) return [name, value]
      return [name, Object.fromEntries(Object.entries(value).filter(([at]) => isKept(at.split('/')[1] ?? '')))]
    }),
  )
}
