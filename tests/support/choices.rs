//! The choices of generated tests.

/// A generator of its own, so that every run tries the same (xorshift64*).
pub struct Choices(pub u64);

impl Choices {
    pub fn number(&mut self, below: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(number).unwrap() % below
    }

    pub fn one<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.number(of.len())]
    }

    /// True once in so many.
    pub fn once_in(&mut self, count: usize) -> bool {
        self.number(count) == 0
    }
}
