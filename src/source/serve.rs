//! Answers a browser on this machine: HTTP/1.1 (RFC 9112), one exchange a connection, and events that are sent
//! to pages as they come (server-sent events, HTML Living Standard, section 9.2). What is answered is another's affair.

use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// The longest head of a request, in bytes.
const MAX_HEAD: usize = 16 << 10;
/// The most headers of a request.
const MAX_HEADERS: usize = 64;
/// How long a browser may take to say what it wants, or to take what it gets.
const PATIENCE: Duration = Duration::from_secs(10);
/// The most connections at once; more are turned away.
const MOST_CONNECTIONS: usize = 64;

/// What a browser asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Request {
    /// `GET`, `HEAD` or what else it says.
    pub(crate) method: String,
    /// The path, without what follows a question mark; as it was sent, percent signs and all.
    pub(crate) path: String,
    /// The header `Host`.
    pub(crate) host: Option<String>,
    /// The header `Origin`, which browsers send with what other sites' pages ask for.
    pub(crate) origin: Option<String>,
}

/// What it gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reply {
    /// A document.
    Document {
        /// Its media type.
        media_type: &'static str,
        /// The document.
        body: Arc<[u8]>,
    },
    /// All that [`Server::tell`] says from now on.
    Events,
    /// A refusal: the status of HTTP, and why.
    Refused(u16, &'static str),
}

/// Who decides what a browser gets.
pub(crate) type Site = dyn Fn(&Request) -> Reply + Send + Sync;

/// Answers until the program ends.
pub(crate) struct Server {
    /// Where it can be reached.
    pub(crate) address: SocketAddr,
    listeners: Arc<Mutex<Vec<TcpStream>>>,
}

impl Server {
    /// Begins to answer at `address`, with a port of the system's choice when it names none.
    ///
    /// # Errors
    /// When the address cannot be had.
    pub(crate) fn start(address: SocketAddr, site: Arc<Site>) -> io::Result<Self> {
        let listener = TcpListener::bind(address)?;
        let server = Self { address: listener.local_addr()?, listeners: Arc::default() };
        let listeners = Arc::clone(&server.listeners);
        std::thread::spawn(move || accept(&listener, &site, &listeners));
        Ok(server)
    }

    /// Sends an event to every page that listens. Pages that are gone are forgotten.
    pub(crate) fn tell(&self, event: &str) {
        let message = format!("data: {event}\n\n");
        let mut listeners = self.listeners.lock().unwrap_or_else(PoisonError::into_inner);
        listeners.retain_mut(|stream| stream.write_all(message.as_bytes()).and_then(|()| stream.flush()).is_ok());
    }
}

fn accept(listener: &TcpListener, site: &Arc<Site>, listeners: &Arc<Mutex<Vec<TcpStream>>>) {
    let running = Arc::new(());
    for stream in listener.incoming() {
        let Ok(mut stream) = stream else { continue };
        // Each connection's thread holds one, and so does this loop.
        if Arc::strong_count(&running) > MOST_CONNECTIONS {
            continue;
        }
        let (site, listeners, running) = (Arc::clone(site), Arc::clone(listeners), Arc::clone(&running));
        std::thread::spawn(move || {
            // What a browser breaks off is its own affair.
            if let Ok(true) = exchange(&mut stream, &*site) {
                listeners.lock().unwrap_or_else(PoisonError::into_inner).push(stream);
            }
            drop(running);
        });
    }
}

/// Answers one request. Returns whether the stream is to be kept for events.
fn exchange(stream: &mut TcpStream, site: &Site) -> io::Result<bool> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.set_nodelay(true)?;
    let mut head = Vec::new();
    let request = loop {
        let mut buffer = [0; 4096];
        let read = stream.read(&mut buffer)?;
        head.extend_from_slice(&buffer[..read]);
        match parse(&head) {
            Parsed::Request(request) => break Some(request),
            Parsed::Partial if read > 0 && head.len() < MAX_HEAD => {}
            Parsed::Partial | Parsed::Wrong => break None,
        }
    };
    let reply = match &request {
        None => Reply::Refused(400, "this is no request of HTTP"),
        Some(Request { method, .. }) if method != "GET" && method != "HEAD" => {
            Reply::Refused(405, "only GET and HEAD are answered")
        }
        Some(request) => site(request),
    };
    let only_head = request.is_some_and(|request| request.method == "HEAD");
    let (status, media_type, body): (u16, &str, Arc<[u8]>) = match reply {
        Reply::Events => {
            stream
                .write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n\r\n")?;
            return Ok(!only_head);
        }
        Reply::Document { media_type, body } => (200, media_type, body),
        Reply::Refused(status, why) => (status, "text/plain; charset=utf-8", why.as_bytes().into()),
    };
    let reason = if status == 200 { "OK" } else { "Refused" };
    // Nothing but what this server makes may be loaded, and no other site may look into it.
    let head = format!(
        "HTTP/1.1 {status} {reason}\r\nContent-Type: {media_type}\r\nContent-Length: {}\r\nConnection: close\r\n\
         Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n\
         Cross-Origin-Resource-Policy: same-origin\r\nContent-Security-Policy: default-src 'self'; \
         style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'; base-uri 'none'; form-action 'none'\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes())?;
    if !only_head {
        stream.write_all(&body)?;
    }
    stream.flush()?;
    Ok(false)
}

enum Parsed {
    Request(Request),
    Partial,
    Wrong,
}

fn parse(head: &[u8]) -> Parsed {
    let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut parsed = httparse::Request::new(&mut headers);
    match parsed.parse(head) {
        Ok(httparse::Status::Partial) => Parsed::Partial,
        Err(_) => Parsed::Wrong,
        Ok(httparse::Status::Complete(_)) => {
            let header = |name: &str| {
                let found = parsed.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name))?;
                Some(String::from_utf8_lossy(found.value).into_owned())
            };
            let target = parsed.path.unwrap_or_default();
            Parsed::Request(Request {
                method: parsed.method.unwrap_or_default().to_owned(),
                path: target.split('?').next().unwrap_or_default().to_owned(),
                host: header("host"),
                origin: header("origin"),
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufRead as _, BufReader};

    fn server() -> Server {
        let site = |request: &Request| match request.path.as_str() {
            "/" => Reply::Document { media_type: "text/plain", body: b"here".as_slice().into() },
            "/events" => Reply::Events,
            _ => Reply::Refused(404, "there is nothing here"),
        };
        Server::start("127.0.0.1:0".parse().unwrap(), Arc::new(site)).unwrap()
    }

    fn ask(server: &Server, request: &[u8]) -> String {
        let mut stream = TcpStream::connect(server.address).unwrap();
        stream.write_all(request).unwrap();
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    #[test]
    fn documents_and_refusals() {
        let server = server();
        let answer = ask(&server, b"GET /?x=1 HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.ends_with("\r\n\r\nhere"), "{answer}");
        assert!(answer.contains("Content-Length: 4\r\n") && answer.contains("nosniff"));
        let answer = ask(&server, b"HEAD / HTTP/1.1\r\n\r\n");
        assert!(answer.contains("Content-Length: 4\r\n") && answer.ends_with("\r\n\r\n"), "{answer}");
        assert!(ask(&server, b"GET /no HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 404 "));
        assert!(ask(&server, b"POST / HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 405 "));
        assert!(ask(&server, b"\x16\x03\x01 what\r\n\r\n").starts_with("HTTP/1.1 400 "));
        assert!(ask(&server, b"GET / HT").starts_with("HTTP/1.1 400 "));
        let endless = [b"GET / HTTP/1.1\r\nX: ".as_slice(), &vec![b'x'; 2 * MAX_HEAD]].concat();
        let mut stream = TcpStream::connect(server.address).unwrap();
        // It may hang up before all is said.
        let _ = stream.write_all(&endless);
        assert!(ask(&server, b"GET / HTTP/1.1\r\n\r\n").ends_with("here"));
    }

    #[test]
    fn events_reach_every_page_that_listens() {
        let server = server();
        let listen = || {
            let mut stream = TcpStream::connect(server.address).unwrap();
            stream.write_all(b"GET /events HTTP/1.1\r\n\r\n").unwrap();
            let mut lines = BufReader::new(stream).lines();
            while !lines.next().unwrap().unwrap().is_empty() {}
            lines
        };
        let (mut one, mut other) = (listen(), listen());
        while server.listeners.lock().unwrap().len() < 2 {
            std::thread::yield_now();
        }
        server.tell("7");
        assert_eq!(one.next().unwrap().unwrap(), "data: 7");
        drop(one);
        assert_eq!(other.next().unwrap().unwrap(), "data: 7");
        server.tell("8");
        assert_eq!(other.nth(1).unwrap().unwrap(), "data: 8");
    }

    #[test]
    fn headers_are_found_whatever_their_case() {
        let head = b"GET /a%20b HTTP/1.1\r\nhOsT: localhost:80\r\nORIGIN: http://example.org\r\n\r\n";
        let Parsed::Request(request) = parse(head) else { panic!("it is whole") };
        assert_eq!(
            (request.path.as_str(), request.host.as_deref(), request.origin.as_deref()),
            ("/a%20b", Some("localhost:80"), Some("http://example.org"))
        );
    }
}
