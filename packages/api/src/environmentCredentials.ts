/**
 * The credentials that Lambda puts into the environment of a function, and nothing else: where they are missing, the SDK's
 * default chain would look for files and services, and go on as whoever it finds there.
 * @throws Error naming the variable that is missing
 */
export async function environmentCredentials() {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env
  if (!AWS_ACCESS_KEY_ID) throw new Error('CONFIG: AWS_ACCESS_KEY_ID is not set')
  if (!AWS_SECRET_ACCESS_KEY) throw new Error('CONFIG: AWS_SECRET_ACCESS_KEY is not set')
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN ? { sessionToken: AWS_SESSION_TOKEN } : {}),
  }
}
