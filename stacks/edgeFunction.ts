/** The path that is served; anything else is not found. */
const PATH = '/graphql'

/**
 * What the edge does to a request: the body of a CloudFront function (`cloudfront-js-2.0`, 10 KB at most) whose argument is
 * `event`. Browsers hold the access token in a cookie that no script reads; it becomes `Authorization` only where a page of
 * ours asked for that in a header that no form can send, so that no other site can act as who is signed in. No cookie goes on.
 */
export function edgeFunction({ domain }: { readonly domain: string | null }): string {
  const name = domain === null ? 'event.context.distributionDomainName' : JSON.stringify(domain)
  return `
  const request = event.request;
  const headers = request.headers;
  // What came twice is nobody's: which of the two would the origin believe?
  const only = (field) => (field && !field.multiValue ? field.value : "");
  const token = only(request.cookies["__Host-wardgraph"]);
  request.cookies = {};
  delete headers.cookie;
  delete headers["x-origin-secret"];
  if (request.uri !== "${PATH}" || only(headers.host) !== ${name})
    return {
      statusCode: 404,
      statusDescription: "Not Found",
      headers: { "cache-control": { value: "no-store" } },
    };
  if (
    !headers.authorization &&
    request.method === "POST" &&
    only(headers.origin) === "https://" + ${name} &&
    only(headers["x-wardgraph"]) === "1" &&
    /^[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$/.test(token)
  )
    headers.authorization = { value: "Bearer " + token };`
}
