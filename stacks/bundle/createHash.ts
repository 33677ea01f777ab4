/** In place of one that, once bundled, does not find Node's and takes one for browsers. */
export { createHash } from 'node:crypto'
