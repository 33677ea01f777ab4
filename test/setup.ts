import { Socket } from 'node:net'

/** No test reaches anything but this machine: a connection elsewhere throws before it is opened. */
const loopback = new Set(['127.0.0.1', '::1', 'localhost', undefined])
const connect = Socket.prototype.connect

Socket.prototype.connect = function (this: Socket, ...args: unknown[]) {
  const first = Array.isArray(args[0]) ? args[0][0] : args[0]
  const host = typeof first === 'object' && first !== null ? (first as { host?: string }).host : args[1]
  if (typeof host === 'string' && !loopback.has(host)) throw new Error('tests use no network')
  return Reflect.apply(connect, this, args)
} as typeof Socket.prototype.connect
