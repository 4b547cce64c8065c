import { redactUrl } from "confluent-notifications";
import { NextResponse } from "next/server";

export const config = { matcher: "/redacted" };

export const middleware = () => NextResponse.json(redactUrl("https://h.example/abcdefghijklmnop"));
