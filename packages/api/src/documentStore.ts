import type { ApolloServerOptions } from '@apollo/server'
import type { DocumentNode } from 'graphql'
import type { Held } from './scope.ts'

/** Documents that are kept, and how long (in characters) one may be that is. */
const MOST = { documents: 1_000, length: 16_384 } as const

/**
 * Validated documents by their hash, so that what is sent again is not parsed again. Bounded by count: Apollo's own
 * store is bounded by 30 MiB of JSON, which is some 200 MB of heap.
 */
export function documentStore(): NonNullable<ApolloServerOptions<Held>['documentStore']> {
  const kept = new Map<string, DocumentNode>()
  return {
    get: async (hash) => kept.get(hash),
    async set(hash, document) {
      if ((document.loc?.source.body.length ?? Number.POSITIVE_INFINITY) > MOST.length) return
      if (kept.size >= MOST.documents) kept.clear()
      kept.set(hash, document)
    },
    async delete(hash) {
      kept.delete(hash)
    },
  }
}
