import { invalid } from '../serviceException.ts'
import {
  assertOnly,
  findBoolean,
  findShape,
  findString,
  getList,
  getShape,
  getString,
  member,
  type Shape,
  shapeOf,
} from '../shape.ts'

/** A local secondary index: the sort key it orders a partition by. */
export interface Index {
  readonly name: string
  readonly range: string
}

/** What a CreateTable request defines; keys are strings. */
export interface Definition {
  readonly name: string
  readonly hash: string
  readonly range: string
  readonly indexes: readonly Index[]
  /** Whether its changes are recorded. */
  readonly stream: boolean
  /** The request as it came: server-side encryption and tags are remembered there, without effect. */
  readonly request: Shape
}

// DynamoDB's limit, and the number of index columns in the items table.
const maxIndexes = 5
const remembered = ['SSESpecification', 'Tags', 'DeletionProtectionEnabled']
const honoured = [
  'TableName',
  'AttributeDefinitions',
  'KeySchema',
  'LocalSecondaryIndexes',
  'BillingMode',
  'StreamSpecification',
]

/** Reads a CreateTable request. @throws ServiceException ValidationException */
export function definitionOf(request: Shape): Definition {
  assertOnly(request, [...honoured, ...remembered])
  const name = getString(request, 'TableName')
  if (!/^[A-Za-z0-9_.-]{3,255}$/.test(name))
    throw invalid('TableName must be 3 to 255 characters of a-z, A-Z, 0-9, _.-')
  if (findString(request, 'BillingMode') !== 'PAY_PER_REQUEST') {
    throw invalid('The local endpoint supports BillingMode PAY_PER_REQUEST only')
  }
  const keys = keysOf(request)
  const indexes = (member(request, 'LocalSecondaryIndexes') === undefined ? [] : indexesOf(request)).map((index) => {
    const { hash, range } = keysOf(index)
    if (hash !== keys.hash) throw invalid('A local secondary index must have the hash key of its table')
    return { name: getString(index, 'IndexName'), range }
  })
  if (indexes.length > maxIndexes) throw invalid('Number of LocalSecondaryIndexes exceeds per-table limit of 5')
  assertStrings(request, new Set([keys.hash, keys.range, ...indexes.map(({ range }) => range)]))
  return { name, ...keys, indexes, stream: hasStream(request), request }
}

function hasStream(request: Shape): boolean {
  const specification = findShape(request, 'StreamSpecification')
  if (specification === undefined) return false
  assertOnly(specification, ['StreamEnabled', 'StreamViewType'])
  const viewType = findString(specification, 'StreamViewType')
  const enabled = findBoolean(specification, 'StreamEnabled')
  if (enabled === undefined) throw invalid('StreamEnabled must not be null')
  if (viewType !== (enabled ? 'NEW_AND_OLD_IMAGES' : undefined)) {
    throw invalid('The local endpoint supports streams of StreamViewType NEW_AND_OLD_IMAGES only')
  }
  return enabled
}

function indexesOf(request: Shape): readonly Shape[] {
  return getList(request, 'LocalSecondaryIndexes').map((it) => {
    const index = shapeOf(it)
    assertOnly(index, ['IndexName', 'KeySchema', 'Projection'])
    if (findString(getShape(index, 'Projection'), 'ProjectionType') !== 'ALL') {
      throw invalid('The local endpoint supports ProjectionType ALL only')
    }
    return index
  })
}

function keysOf(shape: Shape): { readonly hash: string; readonly range: string } {
  const [hash, range, ...others] = getList(shape, 'KeySchema').map(shapeOf)
  if (hash === undefined || range === undefined || others.length > 0) {
    throw invalid('The local endpoint supports tables with a hash and a range key only')
  }
  if (getString(hash, 'KeyType') !== 'HASH' || getString(range, 'KeyType') !== 'RANGE') {
    throw invalid('Invalid KeySchema: a HASH key, then a RANGE key')
  }
  return { hash: getString(hash, 'AttributeName'), range: getString(range, 'AttributeName') }
}

function assertStrings(request: Shape, keys: ReadonlySet<string>): void {
  const defined = new Set<string>()
  for (const it of getList(request, 'AttributeDefinitions')) {
    const definition = shapeOf(it)
    if (getString(definition, 'AttributeType') !== 'S') throw invalid('The local endpoint supports string keys only')
    defined.add(getString(definition, 'AttributeName'))
  }
  if (defined.size !== keys.size || [...keys].some((key) => !defined.has(key))) {
    throw invalid('AttributeDefinitions must name the key attributes of the table and its indexes, and no others')
  }
}
