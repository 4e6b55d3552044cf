//! A TCP relay between the program and a server: it takes its time, counts round trips, and breaks what it is told to break.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// What becomes of the server's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// They arrive.
    None,
    /// After so many of them the connection is cut.
    Cut(usize),
    /// After so many of them nothing comes any more, and nothing ends.
    Stall(usize),
    /// After so many of them comes what nobody sent.
    Garbage(usize),
    /// After so many of them the rest comes so much later.
    Late(usize, Duration),
}

/// A running relay; its threads end with the test process.
pub struct Relay {
    pub port: u16,
    record: Arc<Mutex<Record>>,
}

#[derive(Default)]
struct Record {
    /// Which side spoke, without repetition: true is the client.
    turns: Vec<bool>,
    /// What the server sent, in all connections.
    answers: Vec<u8>,
}

impl Relay {
    /// Starts a relay to a port of this machine that adds `delay` each way.
    pub fn start(target: u16, delay: Duration, fault: Fault) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let record: Arc<Mutex<Record>> = Arc::default();
        let shared = record.clone();
        std::thread::spawn(move || {
            for client in listener.incoming() {
                let client = client.unwrap();
                let server = TcpStream::connect(("127.0.0.1", target)).unwrap();
                client.set_nodelay(true).unwrap();
                server.set_nodelay(true).unwrap();
                carry(client.try_clone().unwrap(), server.try_clone().unwrap(), delay, Side::Client(shared.clone()));
                carry(server, client, delay, Side::Server(shared.clone(), fault));
            }
        });
        Self { port, record }
    }

    /// Round trips that the program waited for: one for TCP, and one for every time that it spoke and the server then answered.
    pub fn round_trips(&self) -> usize {
        let turns = &self.record.lock().unwrap().turns;
        1 + turns.windows(2).filter(|pair| pair == &[true, false]).count()
    }

    /// What the server sent.
    pub fn answers(&self) -> Vec<u8> {
        self.record.lock().unwrap().answers.clone()
    }
}

/// The side that speaks, as the client sees it: its own bytes when it sends them, the server's when they arrive.
enum Side {
    Client(Arc<Mutex<Record>>),
    Server(Arc<Mutex<Record>>, Fault),
}

fn turn(record: &Mutex<Record>, client: bool) {
    let mut record = record.lock().unwrap();
    if record.turns.last() != Some(&client) {
        record.turns.push(client);
    }
}

/// Carries bytes from one side to the other, each `delay` after it came.
fn carry(mut from: TcpStream, to: TcpStream, delay: Duration, side: Side) {
    let (sender, receiver) = channel::<(Instant, Vec<u8>)>();
    let (record, fault) = match &side {
        Side::Client(record) => (record.clone(), None),
        Side::Server(record, fault) => (record.clone(), Some(*fault)),
    };
    std::thread::spawn(move || deliver(to, &receiver, fault, &record));
    std::thread::spawn(move || {
        let mut buffer = [0; 16 * 1024];
        while let Ok(read) = from.read(&mut buffer) {
            if let Side::Client(record) = &side {
                turn(record, true);
            }
            // An empty one is the end of what this side says.
            if sender.send((Instant::now() + delay, buffer[..read].to_vec())).is_err() || read == 0 {
                break;
            }
        }
    });
}

fn deliver(mut to: TcpStream, receiver: &Receiver<(Instant, Vec<u8>)>, fault: Option<Fault>, record: &Mutex<Record>) {
    let mut sent = 0;
    while let Ok((moment, bytes)) = receiver.recv() {
        // This is the latency that the relay is for.
        std::thread::sleep(moment.saturating_duration_since(Instant::now()));
        if bytes.is_empty() {
            let _ = to.shutdown(Shutdown::Write);
            return;
        }
        let Some(fault) = fault else {
            let _ = to.write_all(&bytes);
            continue;
        };
        turn(record, false);
        record.lock().unwrap().answers.extend_from_slice(&bytes);
        let (Fault::Cut(limit) | Fault::Stall(limit) | Fault::Garbage(limit) | Fault::Late(limit, _)) = fault else {
            let _ = to.write_all(&bytes);
            continue;
        };
        let whole = bytes.len().min(limit.saturating_sub(sent));
        let _ = to.write_all(&bytes[..whole]);
        let before = sent;
        sent += bytes.len();
        match fault {
            Fault::Late(_, pause) => {
                if before < limit && sent >= limit {
                    std::thread::sleep(pause);
                }
                let _ = to.write_all(&bytes[whole..]);
            }
            _ if sent >= limit => return break_off(to, fault, receiver),
            _ => {}
        }
    }
}

fn break_off(mut to: TcpStream, fault: Fault, receiver: &Receiver<(Instant, Vec<u8>)>) {
    match fault {
        Fault::None | Fault::Late(..) => {}
        Fault::Cut(_) => {
            let _ = to.shutdown(Shutdown::Both);
        }
        // Until the program itself has enough.
        Fault::Stall(_) => while receiver.recv().is_ok_and(|(_, bytes)| !bytes.is_empty()) {},
        Fault::Garbage(_) => {
            let noise: Vec<u8> = (0_u32..4096).map(|number| (number.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
            let _ = to.write_all(&noise);
            let _ = to.shutdown(Shutdown::Write);
        }
    }
}
