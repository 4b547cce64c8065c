// A team of Cloudflare Access for tests: its own keys, a certs URL that counts fetches, and JWTs as it writes them.
import { generateKeyPairSync, createHmac, sign } from "node:crypto";

export const DOMAIN = "team.cloudflareaccess.com";
export const AUDIENCE = "aud-0123456789abcdef";
const part = (value) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");

export function makeTeam() {
  const pairs = new Map();
  const team = { fetches: 0, answer: undefined, served: [] };
  team.addKey = (kid) => {
    const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
    pairs.set(kid, pair);
    team.served = [...pairs].map(([kid, { publicKey }]) => ({
      kid,
      alg: "RS256",
      use: "sig",
      ...publicKey.export({ format: "jwk" }),
    }));
    return pair;
  };
  /** For Miniflare: what the Worker fetches comes here. All but the team's address goes on as it is. */
  team.outboundService = async (request) => {
    if (new URL(request.url).host !== DOMAIN) {
      const { fetch } = await import("miniflare");
      return fetch(request);
    }
    team.fetches += 1;
    team.asked = request.url;
    return team.answer ? team.answer() : Response.json({ keys: team.served });
  };
  team.claims = (change = {}) => {
    const now = Math.floor(Date.now() / 1000);
    return {
      iss: `https://${DOMAIN}`,
      aud: [AUDIENCE],
      exp: now + 600,
      nbf: now - 5,
      iat: now - 5,
      type: "app",
      sub: "7335d417-person",
      email: "planted@person.example",
      ...change,
    };
  };
  /** @param {{ claims?: object, header?: object, kid?: string, key?: import("node:crypto").KeyObject }} [options] */
  team.jwt = ({ claims, header, kid = "k-1", key } = {}) => {
    const signed = `${part({ alg: "RS256", kid, typ: "JWT", ...header })}.${part(team.claims(claims))}`;
    return `${signed}.${sign("RSA-SHA256", Buffer.from(signed), key ?? pairs.get(kid).privateKey).toString("base64url")}`;
  };
  /** The old confusion: the public key as the secret of an HMAC. */
  team.confused = () => {
    const signed = `${part({ alg: "HS256", kid: "k-1", typ: "JWT" })}.${part(team.claims())}`;
    const secret = pairs.get("k-1").publicKey.export({ format: "pem", type: "spki" });
    return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
  };
  team.unsigned = (alg) => `${part({ alg, kid: "k-1", typ: "JWT" })}.${part(team.claims())}.`;
  team.addKey("k-1");
  return team;
}
