//! Documents the file.
const std = @import("std"); // it's fine

/// Documents the struct.
pub const Buffer = struct {
    items: []u8 = &.{},
    @"a name with blanks": u32 = 0xFF_FF,
    rate: f64 = 1.5e-3,

    pub fn append(self: *Buffer, allocator: std.mem.Allocator, byte: u8) !void {
        const quote: u8 = '\'';
        const text = "a \"quoted\" \u{1F600} // no comment";
        const block =
            \\a "quoted" line, 'c' // no comment
            \\and another \n
        ;
        comptime var count: usize = 0b1010;
        for (self.items, 0..) |item, i| {
            if (item == quote and i > 0) return error.Full;
            count += @as(usize, @intCast(item));
        }
        errdefer allocator.free(self.items);
        _ = text ++ block;
        if (byte == 'x') unreachable else return;
    }
};

test "append" {
    var buffer: Buffer = undefined;
    try std.testing.expect(null == buffer.find(true));
}
