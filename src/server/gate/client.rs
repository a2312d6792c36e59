//! Whose request it is: the peer's, or whoever a trusted proxy names.

use std::net::IpAddr;

use actix_web::dev::ServiceRequest;
use ipnet::IpNet;

/// The proxies whose word counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proxies(Vec<IpNet>);

impl Proxies {
    /// Networks as an operator writes them; an address stands for itself.
    ///
    /// # Errors
    /// The first that is neither.
    pub fn new(written: &[String]) -> Result<Self, String> {
        let network = |text: &String| {
            let whole = text.parse::<IpNet>().ok();
            let one = || text.parse::<IpAddr>().ok().map(IpNet::from);
            whole.or_else(one).ok_or_else(|| text.clone())
        };
        written
            .iter()
            .map(network)
            .collect::<Result<_, _>>()
            .map(Self)
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }

    /// The client: behind every trusted proxy the one that it names, the last
    /// in `X-Forwarded-For` first.
    pub(super) fn client(&self, request: &ServiceRequest) -> Option<IpAddr> {
        let mut client = request.peer_addr()?.ip().to_canonical();
        let lines: Vec<_> = request.headers().get_all("x-forwarded-for").collect();
        let named = lines.iter().rev().filter_map(|line| line.to_str().ok());
        let mut named = named.flat_map(|line| line.rsplit(','));
        while self.trusts(client) {
            // What is no address is nobody's word: the proxy itself is meant.
            let Some(before) = named.next().and_then(address) else {
                break;
            };
            client = before;
        }
        Some(client)
    }
}

/// An address, with or without a port.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text.parse::<IpAddr>().ok();
    let with_port = || text.parse::<std::net::SocketAddr>().ok().map(|a| a.ip());
    bare.or_else(with_port).map(|a| a.to_canonical())
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn client(trusted: &[&str], peer: &str, forwarded: &[&str]) -> String {
        let trusted: Vec<String> = trusted.iter().map(|t| (*t).to_owned()).collect();
        let mut request = TestRequest::get().peer_addr(format!("{peer}:1").parse().unwrap());
        for line in forwarded {
            request = request.append_header(("x-forwarded-for", *line));
        }
        let proxies = Proxies::new(&trusted).unwrap();
        proxies
            .client(&request.to_srv_request())
            .unwrap()
            .to_string()
    }

    #[test]
    fn only_trusted_proxies_are_believed() {
        // Nobody is trusted: what the header says is what a client can write.
        assert_eq!(client(&[], "192.0.2.1", &["198.51.100.7"]), "192.0.2.1");
        let ours = ["10.0.0.0/8", "127.0.0.1"];
        assert_eq!(client(&ours, "192.0.2.1", &["198.51.100.7"]), "192.0.2.1");
        assert_eq!(
            client(&ours, "127.0.0.1", &["198.51.100.7"]),
            "198.51.100.7"
        );
        // What the client wrote itself stands before what the proxy added.
        let written = ["203.0.113.9, 198.51.100.7", "10.1.1.1"];
        assert_eq!(client(&ours, "10.2.2.2", &written), "198.51.100.7");
        assert_eq!(client(&ours, "10.2.2.2", &["10.1.1.1"]), "10.1.1.1");
        assert_eq!(client(&ours, "10.2.2.2", &["nobody"]), "10.2.2.2");
        assert_eq!(client(&ours, "10.2.2.2", &[]), "10.2.2.2");
        assert_eq!(
            client(&ours, "10.2.2.2", &["[2001:db8::1]:443"]),
            "2001:db8::1"
        );
        assert_eq!(
            client(&ours, "[::ffff:10.0.0.1]", &["198.51.100.7"]),
            "198.51.100.7"
        );
    }

    #[test]
    fn networks_are_read_or_named() {
        let bad = vec!["10.0.0.0/8".to_owned(), "proxy.example".to_owned()];
        assert_eq!(Proxies::new(&bad), Err("proxy.example".to_owned()));
    }
}
