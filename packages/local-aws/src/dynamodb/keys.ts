import { invalid } from '../serviceException.ts'
import type { Definition } from './definition.ts'
import { type Item, itemLimit, itemSize } from './values.ts'

/** A primary key in the UTF-8 bytes that DynamoDB sorts by. */
export interface Key {
  readonly partition: Buffer
  readonly sort: Buffer
}

const partitionLimit = 2048
const sortLimit = 1024

/** The key that a request gives: exactly the two key attributes. @throws ServiceException ValidationException */
export function keyOnly(definition: Definition, item: Item): Key {
  if (item.size !== 2) throw invalid('The provided key element does not match the schema')
  return keyOf(definition, item)
}

/** The key of an item. @throws ServiceException ValidationException */
export function keyOf({ hash, range }: Definition, item: Item): Key {
  const partition = keyBytes(item, hash)
  const sort = keyBytes(item, range)
  if (partition.length > partitionLimit)
    throw invalid('Size of hashkey has exceeded the maximum size limit of 2048 bytes')
  if (sort.length > sortLimit) throw invalid('Size of rangekey has exceeded the maximum size limit of 1024 bytes')
  return { partition, sort }
}

/** Checks an item to be stored: keys, index keys and size. @throws ServiceException ValidationException */
export function assertStorable(definition: Definition, item: Item): void {
  keyOf(definition, item)
  for (const { range } of definition.indexes) if (item.has(range)) keyBytes(item, range)
  if (itemSize(item) > itemLimit) throw invalid('Item size has exceeded the maximum allowed size')
}

function keyBytes(item: Item, name: string): Buffer {
  const value = item.get(name)
  if (value?.type !== 'S') {
    throw invalid('One or more parameter values were invalid: Type mismatch for key or missing the key in the item')
  }
  if (value.value === '') {
    throw invalid(
      'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value',
    )
  }
  return Buffer.from(value.value)
}
