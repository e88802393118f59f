export function POST(): Response {
  return Response.json({ ordered: true });
}
