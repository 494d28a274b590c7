"""The expert pool's pages: the register and one's invitations; draws, for those who run, join or watch them."""
