/** What a stored attribute may be; numbers are safe integers, because DynamoDB rewrites the digits of others. */
export type Attribute = string | number | boolean | Uint8Array

/** A stored row: every attribute, `pk` and `sk` included, by name. */
export type Row = Readonly<Record<string, Attribute>>
