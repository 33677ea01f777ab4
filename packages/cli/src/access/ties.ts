import { type Fact, live } from '@wardgraph/access'
import { factOf, type Member, Reader, type Roster, type Shift, shiftOf } from '@wardgraph/records'
import type { Officer } from './officer.ts'
import type { Person } from './people.ts'
import { iso } from './row.ts'

/** A line of the review: a membership, or what gives it more than the house has. Of patients there are counts only. */
export interface ReviewRow {
  readonly username: string
  readonly role: string
  readonly rule: 'MEMBERSHIP' | 'TEAM' | 'ROSTER' | 'PROXY' | 'EMERGENCY'
  readonly unit?: string
  readonly since?: string | null
  readonly until?: string | null
  readonly state?: 'RUNNING' | 'ENDED' | 'TO_COME'
  readonly practitioner?: string | null
  /** The units on whose rosters the person is, each with the end of the place. */
  readonly rostered?: string
  readonly onShiftUntil?: string | null
  readonly careTeamPatients?: number
  readonly proxies?: number
  readonly emergencies90Days?: number
}

const EMERGENCIES = 90 * 24 * 60 * 60 * 1000
/** Rows of an actor's list are read this many at a time. */
const LISTED = 400

/** Whom the people and units of a tenant treat, each list read once. */
export class Lists {
  readonly #officer: Officer
  readonly #reader: Reader
  readonly #known = new Map<string, Promise<readonly { readonly patient: string; readonly fact: Fact }[]>>()

  constructor(officer: Officer) {
    const { services, keys, now } = officer
    const { table, policy } = services
    this.#officer = officer
    this.#reader = new Reader({ table, keys, policy, load: async (key) => (await table.get([key]))[0], now })
  }

  /** The patients in whose care team one of these is now. @throws TableError, VaultError */
  async treated(actors: readonly string[]): Promise<number> {
    const { now } = this.#officer
    const all = (await Promise.all(actors.map((actor) => this.#of(actor)))).flat()
    const running = all.filter(({ fact }) => fact.relation === 'CARE_TEAM' && live(fact, now))
    return new Set(running.map(({ patient }) => patient)).size
  }

  /** The emergencies of a membership, the last of each patient. @throws TableError, VaultError */
  async emergencies({ membership }: Member, actor: string): Promise<readonly Fact[]> {
    const facts = (await this.#of(actor)).map(({ fact }) => fact)
    return facts.filter((fact) => fact.relation === 'BREAK_GLASS' && fact.membership === membership)
  }

  #of(actor: string): Promise<readonly { readonly patient: string; readonly fact: Fact }[]> {
    const known = this.#known.get(actor) ?? this.#read(actor)
    this.#known.set(actor, known)
    return known
  }

  async #read(actor: string): Promise<readonly { readonly patient: string; readonly fact: Fact }[]> {
    const all: { readonly patient: string; readonly fact: Fact }[] = []
    let after: readonly string[] | undefined
    do {
      const { items, more } = await this.#reader.listed({ actor, kind: 'staff', first: LISTED, after })
      all.push(...items.map(({ item }) => item))
      after = more ? items.at(-1)?.position : undefined
    } while (after !== undefined)
    return all
  }
}

interface About {
  readonly person: Person
  readonly units: ReadonlyMap<string, string>
  readonly lists: Lists
}

/** The lines of one membership. @throws TableError, VaultError */
export async function reviewRows(officer: Officer, about: About, member: Member): Promise<readonly ReviewRow[]> {
  const { now } = officer
  const { username, role, start, end, practitioner } = member
  const is = { username, role }
  const state = live(member, now) ? 'RUNNING' : end !== null && end <= now ? 'ENDED' : 'TO_COME'
  const ties = role === 'PATIENT' ? proxiesOf(officer, about.person) : await staffTies(officer, about, member)
  const line: ReviewRow = { ...is, rule: 'MEMBERSHIP', since: iso(start), until: iso(end), state, practitioner }
  const more = state === 'RUNNING' ? ties.rows.map((row) => ({ ...is, ...row })) : []
  return [{ ...line, ...ties.counts }, ...more]
}

interface Ties {
  readonly counts: Partial<ReviewRow>
  readonly rows: readonly Omit<ReviewRow, 'username' | 'role'>[]
}

function proxiesOf({ keys, now }: Officer, { rows }: Person): Ties {
  const all = rows.filter(({ sk }) => String(sk).startsWith('A#f#')).map((row) => factOf(keys, row))
  const proxies = all.filter((fact) => live(fact, now)).length
  return { counts: { proxies }, rows: proxies === 0 ? [] : [{ rule: 'PROXY', proxies }] }
}

async function staffTies(officer: Officer, { person, units, lists }: About, member: Member): Promise<Ties> {
  const { keys, now } = officer
  const actor = member.practitioner ?? member.person
  const rows = person.rows.filter(({ sk }) => String(sk).startsWith('A#s#'))
  const shifts = rows.map((row) => shiftOf(keys, row)).filter((shift) => live(shift, now))
  const glass = await lists.emergencies(member, actor)
  const open = glass.filter((fact) => live(fact, now))
  const [own, all] = await Promise.all([
    lists.treated([actor]),
    lists.treated([actor, ...shifts.flatMap(({ path }) => path)]),
  ])
  const nameOf = (unit: string) => units.get(unit) ?? unit
  const places = person.rosters.map((place) => `${nameOf(place.unit)} until ${iso(place.end) ?? 'further notice'}`)
  const roster = (place: Roster) => rosterRow(place, { unit: nameOf(place.unit), shifts, lists })
  return {
    counts: {
      rostered: places.sort().join('; '),
      onShiftUntil: iso(lastEnd(shifts)),
      careTeamPatients: all,
      emergencies90Days: glass.filter(({ start }) => start !== null && start > now - EMERGENCIES).length,
    },
    rows: [
      ...(own === 0 ? [] : [{ rule: 'TEAM' as const, careTeamPatients: own }]),
      ...(await Promise.all(person.rosters.map(roster))),
      ...(open.length === 0
        ? []
        : [{ rule: 'EMERGENCY' as const, until: iso(lastEnd(open)), emergencies90Days: open.length }]),
    ],
  }
}

/** What a place on a roster opens, to whoever is on shift there. */
async function rosterRow(
  { unit: id, path, end }: Roster,
  { unit, shifts, lists }: { readonly unit: string; readonly shifts: readonly Shift[]; readonly lists: Lists },
): Promise<Ties['rows'][number]> {
  const onShift = shifts.filter((shift) => shift.unit === id)
  const careTeamPatients = await lists.treated(path)
  return { rule: 'ROSTER', unit, until: iso(end), onShiftUntil: iso(lastEnd(onShift)), careTeamPatients }
}

/** The last of the ends (ms) of what runs; null if nothing does, or does without an end. */
function lastEnd(periods: readonly { readonly end: number | null }[]): number | null {
  const ends = periods.map(({ end }) => end)
  return ends.length === 0 || ends.includes(null) ? null : Math.max(...ends.map(Number))
}
