import type { Table } from '@wardgraph/records'
import type { Row } from '@wardgraph/vault'
import type { Answer } from '../fixtures/clinic.ts'
import type { Ask, Oracle } from './pair.ts'
import type { LeakWorld } from './world.ts'

/** A reply with another body. */
function saying(answer: Answer, body: Answer['body']): Answer {
  return { ...answer, body, text: JSON.stringify(body) }
}

function askerOf(side: LeakWorld, name: string) {
  const found = side.askers.find((one) => one.name === name)
  if (found === undefined) throw new Error(`there is no ${name}`)
  return found
}

/** Answers searches by record number for whoever may know the patient, though the number is read in part. */
export const FILTER_OVER_A_MASK: Oracle = {
  around:
    ({ side, ask }): Ask =>
    async (asker, operation) => {
      if (!operation.document.startsWith('{ patients(mrn:')) return ask(asker, operation)
      const own = await ask(asker, operation)
      if (own.body.data === undefined) return own
      const answer = await ask(askerOf(side, 'a doctor of the team'), operation)
      const known = await Promise.all(
        (answer.body.data.patients?.nodes ?? []).map(({ id }: { id: string }) =>
          ask(asker, { document: `{ patient(id: "${id}") { id } }`, variables: {} }),
        ),
      )
      const nodes = known.flatMap(({ body }) => (body.data.patient ? [body.data.patient] : []))
      return saying(own, { data: { patients: { nodes } } })
    },
}

/** Counts the records of a chart before anybody is asked who may know of them. */
export const COUNT_BEFORE_AUTHORIZATION: Oracle = {
  around:
    ({ side, ask }): Ask =>
    async (asker, operation) => {
      const answer = await ask(asker, operation)
      const patient = /^\{ patient\(id: "(\w+)"/.exec(operation.document)?.[1]
      if (patient === undefined || !answer.body.data?.patient) return answer
      const rows = side.memory
        .rows()
        .filter(({ table, row }) => table === 'records' && String(row.pk).includes(patient))
      return saying(answer, { ...answer.body, extensions: { total: rows.length } })
    },
}

/** Says in the error of a refused mutation what the desk would have read. */
export const ERROR_THAT_ECHOES: Oracle = {
  around:
    ({ side, ask }): Ask =>
    async (asker, operation) => {
      const answer = await ask(asker, operation)
      const { input } = operation.variables as { readonly input?: { readonly patient?: string } }
      if (!answer.body.errors || input?.patient === undefined) return answer
      const document = `{ patient(id: "${input.patient}") { birthDate } }`
      const { body } = await ask(askerOf(side, 'registration'), { document, variables: {} })
      const [error] = answer.body.errors
      const errors = [{ ...error, message: `${error.message} Expected ${body.data.patient?.birthDate}.` }]
      return saying(answer, { ...answer.body, errors })
    },
}

/** Remembers who treats a patient for the next request too, whoever makes it. */
export const RELATION_CACHED_ACROSS_REQUESTS: Oracle = {
  through(table): Table {
    const remembered = new Map<string, Row>()
    return {
      ...table,
      async get(keys) {
        const rows = await table.get(keys)
        return rows.map((row, i) => {
          const { pk, sk } = keys[i] ?? { pk: '', sk: '' }
          if (!/^S#\w+$/.test(sk)) return row
          if (row !== undefined) remembered.set(pk, row)
          return row ?? remembered.get(pk)
        })
      },
    }
  },
}
