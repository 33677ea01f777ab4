/** What a tenant decides for itself; every one of them is written out when the tenant is made. */
export interface TenantRules {
  /** Of a chart about which no rule of the patient says anything: PERMIT, or DENY until the patient permits. */
  readonly consent: 'PERMIT' | 'DENY'
  /** Whether staff are in the care team of themselves and of those whom they stand for. */
  readonly ownChart: 'OUTSIDE' | 'INSIDE'
  /** From which age (years) on which segments are hidden from a parent. */
  readonly ages: readonly { readonly from: number; readonly hides: readonly string[] }[]
  /** Age at which a parent no longer stands for the patient. */
  readonly adult: number
  /** Access outside [open, close) of the local hour, by whom no shift covers, is reviewed. */
  readonly hours: { readonly open: number; readonly close: number; readonly zone: string }
  /** What a patient is told of those who saw the chart: ROLES, or also their NAMES. */
  readonly accessLog: 'ROLES' | 'NAMES'
}

/** The instant (ms) at which somebody born on a FHIR date is so many years old; a partial date counts as its first day. */
export function birthday(birthDate: string, years: number): number | undefined {
  const [, year, month = '01', day = '01'] = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(birthDate) ?? []
  return year === undefined ? undefined : Date.UTC(Number(year) + years, Number(month) - 1, Number(day))
}
