/** The last record of a chain: its place and the SHA-256 (hex) of its exact bytes. */
export interface Head {
  readonly tenant: string
  readonly chain: string
  readonly seq: number
  readonly hash: string
}
