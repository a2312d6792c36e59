//! Places: for requests under way, and for streams that stay open.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How many places are taken, and may be.
#[derive(Debug, Clone)]
pub struct Seats {
    taken: Arc<AtomicUsize>,
    most: usize,
}

/// A place, given back when dropped.
#[derive(Debug)]
pub struct Seat(Arc<AtomicUsize>);

impl Seats {
    /// So many.
    #[must_use]
    pub fn new(most: usize) -> Self {
        let taken = Arc::default();
        Self { taken, most }
    }

    /// A place, if there is one.
    #[must_use]
    pub fn take(&self) -> Option<Seat> {
        let seat = Seat(Arc::clone(&self.taken));
        let taken = self.taken.fetch_add(1, Ordering::Relaxed);
        (taken < self.most).then_some(seat)
    }

    /// How many are taken.
    #[must_use]
    pub fn taken(&self) -> usize {
        self.taken.load(Ordering::Relaxed)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_comes_back() {
        let seats = Seats::new(2);
        let (one, two) = (seats.take(), seats.take());
        assert!(one.is_some() && two.is_some() && seats.take().is_none());
        assert_eq!(seats.taken(), 2);
        drop(one);
        assert!(seats.take().is_some());
    }
}
