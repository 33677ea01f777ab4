import { spanOf } from './dateTime.ts'
import { element } from './json.ts'

/** When an Observation or Encounter took place: the lower bound in UTC milliseconds, undefined if it does not say. */
export function effectiveTime(type: string, content: Readonly<Record<string, unknown>>): number | undefined {
  for (const time of times(type, content)) {
    const span = typeof time === 'string' ? spanOf(time) : undefined
    if (span !== undefined) return span.start
  }
  return undefined
}

function times(type: string, content: Readonly<Record<string, unknown>>): readonly unknown[] {
  if (type === 'Encounter') return [element(content.period, 'start')]
  if (type !== 'Observation') return []
  return [content.effectiveDateTime, element(content.effectivePeriod, 'start'), content.issued]
}
