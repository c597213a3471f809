// The same scenario through the TypeScript client that was generated: scenario.js API TOKEN_FILE REQUEST
import { Configuration, DefaultApi, LeaseRequestFromJSON, ResponseError } from "./client";

declare const process: { argv: string[]; exit(code: number): void };
declare function require(name: string): { readFileSync(file: string, encoding: string): string };
const read = (file: string) => require("fs").readFileSync(file, "utf8");

async function main() {
  const [api, token, request] = process.argv.slice(2);
  const client = new DefaultApi(new Configuration({ basePath: api, accessToken: read(token).trim() }));
  const leaseRequest = LeaseRequestFromJSON(JSON.parse(read(request)));
  const offer = await client.offer({ leaseRequest });
  const lease = await client.createLease({ leaseRequest, idempotencyKey: "typescript" });
  const again = await client.createLease({ leaseRequest, idempotencyKey: "typescript" });
  const listed = (await client.listLeases({ name: "generated" })).leases;
  const events = (await client.leaseEvents({ id: lease.id }))?.events ?? [];
  const changed = await client.changeLease({ id: lease.id, leaseChange: { labels: { a: "b" } } });
  const ended = await client.endLease({ id: lease.id });
  let missing = "";
  try {
    await client.getLease({ id: "vaaaaaaa" });
  } catch (refused) {
    missing = (await (refused as ResponseError).response.json()).code;
  }
  console.log(JSON.stringify({
    same: lease.id === again.id, listed: listed.length === 1 && listed[0].id === lease.id, event: events[0].event,
    ended: ["ENDING", "ENDED"].includes(ended.state), missing, memory: lease.request?.group[0].memory,
    offer: [offer.lease, offer.slots, offer.nodes.all], labels: changed.labels,
    nodes: (await client.nodes()).nodes.map((node) => node.node),
  }));
}

main().catch((failure) => {
  console.error(failure);
  process.exit(1);
});
