import { decideWrite } from '@wardgraph/access'
import { RECORD_ID, type Stored } from '@wardgraph/records'
import type { CloseReviewInput, Review } from '@wardgraph/schema/types'
import { connection, type ListOf, pageSize, positionAfter } from './connection.ts'
import { ReplyError } from './errors.ts'
import { fulfilOnce, refuse } from './mutation.ts'
import { fillPage } from './page.ts'
import { type Call, entry, type Registered } from './registry.ts'
import { exists, show } from './show.ts'

/** The queue of the privacy officer. */
export const reviews: readonly Registered[] = [
  entry('Query.reviews', listReviews),
  entry('Mutation.closeReview', closeReview),
]

async function listReviews({ scope, args, carried }: Call) {
  const of: ListOf = { coordinate: 'Query.reviews', parent: '', args }
  const first = pageSize(args)
  const page = await fillPage(
    { first, after: positionAfter(scope, of) },
    {
      spare: 0, // who reads the queue reads all of it
      fetch: (next) =>
        scope.reader.list({
          type: 'Review',
          patient: null,
          code: String(args.state),
          ...next,
          ascending: true,
        }),
      keep: (items) => items.filter(({ item }) => exists(scope, item, carried)),
    },
  )
  return connection(scope, page, { of, filters: carried })
}

async function closeReview(call: Call) {
  const { scope, args } = call
  const input = args.input as CloseReviewInput // coerced by the schema
  const place = { type: 'Review', id: input.review, patient: null }
  const stored = RECORD_ID.test(place.id) ? await scope.reader.find(place) : undefined
  if (stored === undefined || !exists(scope, stored, [])) return refuse(call)
  let shown: Stored = stored
  return fulfilOnce(call, {
    idempotencyKey: input.idempotencyKey,
    effect() {
      const { caller, now, services, writer } = scope
      const content = {
        state: 'CLOSED',
        finding: input.finding,
        ...(input.note ? { note: input.note } : {}),
        closedBy: caller.username,
        closedAt: new Date(now).toISOString(),
      } satisfies Partial<Review>
      const decision = decideWrite({
        policy: services.policy,
        caller,
        type: 'Review',
        id: stored.id,
        patient: null,
        reach: { bits: services.policy.relations.TENANT, classes: -1 },
        coordinates: Object.keys(content).map((name) => `Review.${name}`),
      })
      if (!decision.allow) return refuse(call)
      if (stored.row.v !== input.expectedVersion) throw new ReplyError('CONFLICT')
      const permit = scope.handover.controlPermit({ type: 'Review', id: stored.id, patient: null }, ['Review.state'])
      const { username, state } = scope.reader.open(permit, stored) as Pick<Review, 'username' | 'state'> // as it was written
      if (username === caller.username) return refuse(call, 'Somebody else closes what you did.')
      if (state !== 'OPEN') throw new ReplyError('CONFLICT')
      const draft = { type: 'Review', id: stored.id, patient: null, key: stored.key, permit: decision.permit, content }
      const staged = writer.update(stored, draft)
      shown = staged.stored
      return {
        actions: staged.actions,
        changed: [[null, 'Review', stored.id, Object.keys(content), Number(shown.row.v)]],
      }
    },
    answer: () => ({
      review: (_args: unknown, _scope: unknown, { path }: Call['info']) =>
        show(scope, shown, { path, suffix: [], fields: scope.handover.nodesAt(path).Review ?? {} }),
    }),
  })
}
