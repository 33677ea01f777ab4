const FHIR_DATE_TIME = /^(\d{4})(?:-(\d{2})(?:-(\d{2})(T.*)?)?)?$/

/** The earliest UTC instant, in ms, of a FHIR date or dateTime of any precision; undefined if it is none. */
export function lowerBound(text: string | null | undefined): number | undefined {
  const found = FHIR_DATE_TIME.exec(text ?? '')
  if (found === null) return undefined
  const [, year, month = '01', day = '01', time = 'T00:00:00Z'] = found
  const at = Date.parse(`${year}-${month}-${day}${time}`)
  return Number.isNaN(at) ? undefined : Math.trunc(at)
}
