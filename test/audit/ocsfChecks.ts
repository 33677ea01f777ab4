/** What OCSF 1.3.0 asks of the three classes (https://schema.ocsf.io/1.3.0), written from the schema, not from our types. */

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const base = [
  'activity_id',
  'category_uid',
  'class_uid',
  'metadata.product.vendor_name',
  'metadata.version',
  'severity_id',
  'time',
  'type_uid',
]

/** By class: its category, its activities, what is required of it, and what takes the place of what. */
const classes: Readonly<
  Record<number, { category: number; activities: number[]; required: string[]; one: string[][] }>
> = {
  3002: {
    category: 3,
    activities: [0, 1, 2, 3, 4, 5, 6, 99],
    required: ['user'],
    one: [
      ['service', 'dst_endpoint'],
      ['user.uid', 'user.name', 'user.account'],
    ],
  },
  6002: { category: 6, activities: [0, 1, 2, 3, 4, 99], required: ['app.vendor_name'], one: [['app.name', 'app.uid']] },
  6003: {
    category: 6,
    activities: [0, 1, 2, 3, 4, 99],
    required: ['actor', 'api.operation', 'src_endpoint'],
    one: [
      ['actor.user', 'actor.session', 'actor.process', 'actor.app_name'],
      ['actor.user.uid', 'actor.user.name', 'actor.user.account'],
      ['src_endpoint.ip', 'src_endpoint.uid', 'src_endpoint.name', 'src_endpoint.hostname', 'src_endpoint.svc_name'],
    ],
  },
}

const at = (event: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((value, name) => (isObject(value) ? value[name] : undefined), event)

/** Paths of what is null, or an empty list or object. */
function empties(value: unknown, path: string): readonly string[] {
  if (value === null || value === undefined) return [`${path} is null`]
  if (typeof value !== 'object') return []
  const inside = Object.entries(value)
  if (inside.length === 0) return [`${path} is empty`]
  return inside.flatMap(([name, item]) => empties(item, `${path}.${name}`))
}

/** What is wrong with an event, by its path. */
export function ocsfProblems(line: string): readonly string[] {
  const event: unknown = JSON.parse(line)
  const numbers = ['class_uid', 'category_uid', 'activity_id', 'type_uid', 'severity_id', 'status_id', 'time'].map(
    (name) => Number(at(event, name)),
  )
  const [uid = 0, category, activity = 0, type, severity = -1, status = -1, time] = numbers
  const known = classes[uid]
  if (known === undefined) return ['the class is none of three']
  const checks: readonly (readonly [boolean, string])[] = [
    ...[...base, ...known.required].map((path) => [at(event, path) !== undefined, `${path} is required`] as const),
    ...known.one.map((paths) => [paths.some((path) => at(event, path) !== undefined), `one of ${paths}`] as const),
    [category === known.category && Math.floor(uid / 1000) === category, 'the category is that of the class'],
    [known.activities.includes(activity), 'the activity is one of the class'],
    [activity !== 99 || typeof at(event, 'activity_name') === 'string', 'another activity has a name'],
    [type === uid * 100 + activity, 'the type is made of class and activity'],
    [[0, 1, 2, 3, 4, 5, 6, 99].includes(severity), 'the severity is one of eight'],
    [[0, 1, 2, 99].includes(status), 'the status is one of four'],
    [Number.isSafeInteger(time), 'the time is an integer'],
    [at(event, 'metadata.version') === '1.3.0', 'the version is 1.3.0'],
  ]
  return [...checks.flatMap(([holds, sentence]) => (holds ? [] : [sentence])), ...empties(event, 'event')]
}
