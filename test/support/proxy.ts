import { createServer, request as sendOn } from "node:http";
import { type AddressInfo, connect } from "node:net";

export interface TestProxy extends AsyncDisposable {
  address: string;
  /** What it was asked for: `GET http://…` for a request to pass on, `CONNECT host:port` for a tunnel. */
  asked: string[];
  /** The `Proxy-Authorization` headers that came. */
  credentials: (string | undefined)[];
  /** Hosts that only the proxy knows, with where they are. */
  hosts: Map<string, string>;
  /** Refuse everything, as a proxy does that wants a password. */
  refuses: boolean;
}

/** Starts an HTTP proxy on 127.0.0.1: it passes on plain requests and tunnels all others. */
export async function startProxy(): Promise<TestProxy> {
  const server = createServer((request, response) => {
    note(`${request.method} ${request.url}`, request.headers["proxy-authorization"]);
    if (proxy.refuses) {
      response.writeHead(407).end();
      return;
    }
    const { method = "", headers } = request;
    const url = new URL(request.url!);
    const onward = sendOn(
      new URL(url.pathname + url.search, proxy.hosts.get(url.host) ?? url),
      { method, headers },
      (answer) => {
        response.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on("error", () => response.destroy());
    request.pipe(onward);
  });
  server.on("connect", (request, socket) => {
    note(`CONNECT ${request.url}`, request.headers["proxy-authorization"]);
    if (proxy.refuses) {
      socket.end("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n");
      return;
    }
    const [host = "", port] = request.url!.split(":");
    const onward = connect(Number(port), host, () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      onward.pipe(socket).pipe(onward);
    });
    onward.on("error", () => socket.destroy());
    socket.on("error", () => onward.destroy());
  });
  const note = (asked: string, credentials: string | undefined) => {
    proxy.asked.push(asked);
    proxy.credentials.push(credentials);
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const proxy: TestProxy = {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: [],
    credentials: [],
    hosts: new Map(),
    refuses: false,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
  return proxy;
}
