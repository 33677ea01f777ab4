import { type Content, changeBy, type Key, Reader, Writer } from '@wardgraph/records'
import type { Segment } from '@wardgraph/schema/types'
import { labelBits, policy } from '../fixtures/clinic.ts'
import { ward } from '../fixtures/ward.ts'
import { feed } from '../records/permit.fixture.ts'

export const HOUR = 60 * 60_000

/** A ward whose clock is moved by hand; it begins some hours after Ada is treated. */
export async function movedWard() {
  const clock = { now: Date.now() - 20 * HOUR }
  const made = await ward({ now: () => clock.now })
  const { memory, north, ada } = made
  const load = async (key: Key) => (await memory.get([key]))[0]

  /** Some time passes: gives the moment that was, a minute ago. */
  function pass(by = HOUR): string {
    const moment = new Date(clock.now + 60_000).toISOString()
    clock.now += by
    return moment
  }

  /** A feed sends a record of Ada's again, the whole of it. */
  async function again(of: { type: string; id: string; content: Content; segments?: readonly Segment[] }) {
    const { type, id, content } = of
    const place = { type, id, patient: type === 'Patient' ? null : ada }
    const before = await new Reader({ table: memory, keys: north, policy, load, now: clock.now }).find(place)
    if (before === undefined) throw new Error('the record is not there')
    const writer = new Writer({
      keys: north,
      policy,
      change: changeBy({ role: 'SERVICE', practitioner: null }, clock.now),
    })
    const { actions } = writer.update(before, {
      ...place,
      permit: feed(north, { ...place, patient: ada }),
      key: before.key,
      content,
      opaque: {},
      label: { segments: labelBits(of.segments), author: null },
    })
    await memory.transact(actions, { token: crypto.randomUUID() })
  }

  /** A finding that says this, of this day. */
  const finding = (valueString: string, more: Content = {}): Content => ({
    status: 'final',
    code: { coding: [{ system: 'http://loinc.org', code: '8302-2' }] },
    subject: { reference: ada },
    effectiveDateTime: '2026-02-01T08:00:00Z',
    valueString,
    ...more,
  })
  const add = (name: string, content: Content, segments?: readonly Segment[]) =>
    made.write(north, { type: 'Observation', name, patient: ada, content, ...(segments ? { segments } : {}) })
  return { ...made, clock, pass, again, finding, add }
}

export type MovedWard = Awaited<ReturnType<typeof movedWard>>
