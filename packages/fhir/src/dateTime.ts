/** The moments a FHIR date or dateTime may mean: [start, end) in UTC milliseconds; without a zone, UTC is taken. */
export interface DateTimeSpan {
  readonly start: number
  readonly end: number
  readonly hasTime: boolean
}

// http://hl7.org/fhir/R4/datatypes.html#dateTime: a time comes with seconds and a zone, 24:00 is not used.
const form =
  /^(?<year>\d{4})(-(?<month>\d\d)(-(?<day>\d\d)(T(?<hour>[01]\d|2[0-3]):(?<minute>[0-5]\d):(?<second>[0-5]\d|60)(?<fraction>\.\d+)?(?<zone>Z|[+-](0\d|1[0-3]):[0-5]\d|[+-]14:00))?)?)?$/

/** Reads a FHIR date or dateTime; undefined if it is not one or names no day of the calendar. */
export function spanOf(text: string): DateTimeSpan | undefined {
  const parts = form.exec(text)?.groups
  if (parts === undefined) return undefined
  const year = Number(parts.year)
  const month = Number(parts.month ?? 1) - 1
  const day = Number(parts.day ?? 1)
  const start = utcDay(year, month, day)
  if (year === 0 || new Date(start).getUTCMonth() !== month || new Date(start).getUTCDate() !== day) return undefined
  if (parts.hour !== undefined) return withTime(start, parts)
  const end =
    parts.month === undefined
      ? utcDay(year + 1, 0, 1)
      : parts.day === undefined
        ? utcDay(year, month + 1, 1)
        : utcDay(year, month, day + 1)
  return { start, end, hasTime: false }
}

// Date.UTC reads the years 0 to 99 as 1900 to 1999.
function utcDay(year: number, month: number, day: number): number {
  return new Date(0).setUTCFullYear(year, month, day)
}

function withTime(day: number, parts: Record<string, string | undefined>): DateTimeSpan {
  const seconds = Number(parts.hour) * 3600 + Number(parts.minute) * 60 + Number(parts.second)
  const milliseconds = Math.floor(Number(parts.fraction ?? 0) * 1000)
  const start = day + seconds * 1000 + milliseconds - zoneOffset(parts.zone ?? 'Z')
  return { start, end: start + (parts.fraction === undefined ? 1000 : 1), hasTime: true }
}

function zoneOffset(zone: string): number {
  if (zone === 'Z') return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6))
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000
}
