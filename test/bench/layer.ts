import { defaultFieldResolver, execute, GraphQLError, type GraphQLFieldConfig, type GraphQLSchema } from 'graphql'
import { IN_TEAM } from '../access/policy.fixture.ts'
import { bareList, cards, decidedList, LEAVES, type Outcome, VALUES } from './cards.ts'
import { loadPeers } from './peers.ts'
import { inTurn, ratio } from './timing.ts'

type Cards = ReturnType<typeof cards>
type Run = () => Outcome | Promise<Outcome>
type Field = GraphQLFieldConfig<unknown, { readonly role: string }>
type Check = (parent: unknown, args: unknown, context: { readonly role: string }) => boolean | Promise<boolean>

/** What is called of the peers. */
interface Peers {
  readonly rule: (options: { readonly cache: 'contextual' }) => (check: Check) => unknown
  readonly shield: (rules: Readonly<Record<string, Readonly<Record<string, unknown>>>>) => unknown
  readonly applyMiddleware: (schema: GraphQLSchema, middleware: unknown) => GraphQLSchema
  readonly mapSchema: (
    schema: GraphQLSchema,
    mapper: Readonly<Record<string, (field: Field) => Field | undefined>>,
  ) => GraphQLSchema
  readonly getDirective: (
    schema: GraphQLSchema,
    field: Field,
    name: string,
  ) => readonly Readonly<Record<string, unknown>>[] | undefined
}

const NAMES = ['graphql-shield', 'graphql-middleware', '@graphql-tools/utils']
const CALLED: readonly (keyof Peers)[] = ['rule', 'shield', 'applyMiddleware', 'mapSchema', 'getDirective']

/** Who reads a class, for the peers: as the doctor within and without the care team. */
const mayRead = (role: string, of: string | undefined) => of !== 'CLINICAL' || role === 'DOCTOR'

/** The list behind graphql-shield: a rule of its own for each field, its answer kept for the request. */
function shielded({ document, records, classes, schema }: Cards, peers: Peers, role: string): Run {
  const rules = [...classes].map(([name, of]) => {
    const rule = peers.rule({ cache: 'contextual' })((_parent, _args, context) => mayRead(context.role, of))
    return [name, rule] as const
  })
  const contents = records.map(({ content }) => content)
  const served = peers.applyMiddleware(
    schema(() => contents),
    peers.shield({ Card: Object.fromEntries(rules) }),
  )
  return async () => execute({ schema: served, document, contextValue: { role } })
}

/** The list behind directives: an asynchronous resolver around each field that looks at the role. */
function wrapped({ document, records, schema }: Cards, peers: Peers, role: string): Run {
  const contents = records.map(({ content }) => content)
  const unwrapped = schema(() => contents)
  const served = peers.mapSchema(unwrapped, {
    'MapperKind.OBJECT_FIELD': (field) => {
      const [auth] = peers.getDirective(unwrapped, field, 'auth') ?? []
      if (auth === undefined) return undefined
      const { resolve = defaultFieldResolver } = field
      return {
        ...field,
        async resolve(parent, args, context, info) {
          if (!mayRead(context.role, String(auth.class))) throw new GraphQLError('Not permitted.')
          return resolve(parent, args, context, info)
        },
      }
    },
  })
  return async () => execute({ schema: served, document, contextValue: { role } })
}

/** Six runs of one list, each checked: the same data as without authorization, or 300 places without data. */
async function runs(list: Cards) {
  const peers = loadPeers<Peers>(NAMES, CALLED)
  const bare = bareList(list)
  const allowed = {
    wardgraph: decidedList(list, IN_TEAM),
    'graphql-shield': shielded(list, peers, 'DOCTOR'),
    'async directives': wrapped(list, peers, 'DOCTOR'),
  }
  const denied = {
    'wardgraph, 300 denied': decidedList(list, []),
    'graphql-shield, 300 denied': shielded(list, peers, 'CLERK'),
    'async directives, 300 denied': wrapped(list, peers, 'CLERK'),
  }
  const whole = JSON.stringify((await bare()).data)
  for (const [name, run] of Object.entries(allowed))
    if (JSON.stringify((await run()).data) !== whole) throw new Error(`${name} gives other data`)
  for (const [name, run] of Object.entries(denied))
    if ((await run()).errors?.length !== 300) throw new Error(`${name} does not deny 300 fields`)
  return { 'no authorization': bare, ...allowed, ...denied }
}

/** What a ratio to the list without authorization may be; the peers have no limit. */
const LIMITS: Readonly<Record<string, number>> = { wardgraph: 1.15, 'wardgraph, 300 denied': 1.25 }

async function figuresOf(list: Cards) {
  const all = Object.entries(await runs(list)).map(([name, run]) => [name, async () => run()] as const)
  const timed = await inTurn(Object.fromEntries(all), { rounds: 501, calls: 1 })
  const bare = timed['no authorization']
  return Object.fromEntries(
    Object.entries(timed).map(([name, of]) => [
      name,
      { ...of, ...(bare ? { ratio: ratio(of, bare) } : {}), ...(LIMITS[name] ? { limit: LIMITS[name] } : {}) },
    ]),
  )
}

/** 100 records with 12 fields through graphql-js alone, with Wardgraph's decisions and behind the peers, in ms. */
export async function layerFigures() {
  return { 'fields with parts': await figuresOf(cards(VALUES)), 'fields without parts': await figuresOf(cards(LEAVES)) }
}
