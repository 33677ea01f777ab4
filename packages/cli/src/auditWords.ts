import { type Damage, damageMeanings, type Examination, type Gap, type Uncovered } from '@wardgraph/audit'

/** What people are told beside the answer of `audit verify`: all damage, every gap, what is uncovered, and how old it is. */
export function auditWords(found: Examination, { age, maxAge }: { readonly age: number; readonly maxAge: number }) {
  return [
    ...found.damage.map(damaged),
    ...found.gaps.map(gap),
    ...found.uncovered.map(uncovered),
    ...(age > maxAge ? [tooOld(age)] : []),
  ]
}

function damaged({ chain, seq, kind }: Damage): string {
  const place = seq === null ? '' : chain === null ? ` in digest ${seq}` : ` at sequence ${seq}`
  return `DAMAGED: ${kind}${place}${chain === null ? '' : ` of chain ${chain}`}: ${damageMeanings[kind]}.`
}

function gap({ chain, from, to }: Gap): string {
  const run = from === to ? from : `${from} to ${to}`
  return chain === null ? `GAP: digest ${run} not in place.` : `GAP: sequence ${run} of chain ${chain} not in place.`
}

function uncovered({ chain, records, from }: Uncovered): string {
  return `UNCOVERED: from sequence ${from} on of chain ${chain}; records: ${records}.`
}

function tooOld(age: number): string {
  if (age === Number.POSITIVE_INFINITY)
    return 'TOO_OLD: no digest holds, or the newest is of a time to come, so nothing says how old this is.'
  const [d, h, m, s] = [age / 86_400, (age / 3_600) % 24, (age / 60) % 60, age % 60].map(Math.floor)
  return `TOO_OLD: the newest digest is ${d} days, ${h} hours, ${m} minutes and ${s} seconds old.`
}
