using System.Buffers.Binary;
using BotHost.Conversation.Storage.Sqlite;

namespace BotHost.Conversation.Tests.Storage;

/// <summary>What is overwritten of a page, and what is not.</summary>
public sealed class UnusedSpaceTests
{
    private const int Size = 512;

    [Theory]
    [InlineData(2, 12)]
    [InlineData(5, 12)]
    [InlineData(10, 8)]
    [InlineData(13, 8)]
    public void Only_the_space_between_the_list_of_cells_and_the_cells_and_free_blocks_are_overwritten(byte type, int list)
    {
        var page = Page(type, header: 0, cells: 2, content: 400, freeBlock: 450);
        BinaryPrimitives.WriteUInt16BigEndian(page.AsSpan(450), 0);
        BinaryPrimitives.WriteUInt16BigEndian(page.AsSpan(452), 20);
        var before = page.ToArray();

        Assert.True(UnusedSpace.Clear(page, 0, Size));
        for (var at = 0; at < Size; at++)
        {
            var isUnused = (at >= list + 4 && at < 400) || (at >= 454 && at < 470);
            Assert.Equal(isUnused ? 0 : before[at], page[at]);
        }

        Assert.False(UnusedSpace.Clear(page, 0, Size));
    }

    [Fact]
    public void In_the_first_page_the_header_of_the_database_stays()
    {
        var page = Page(13, header: 100, cells: 1, content: 400, freeBlock: 0);
        var before = page.ToArray();
        Assert.True(UnusedSpace.Clear(page, 100, Size));
        Assert.Equal(before[..110], page[..110]);
        Assert.Equal(before[400..], page[400..]);
        Assert.All(page[110..400], space => Assert.Equal(0, space));
    }

    [Theory]
    [InlineData(0, 1, 400)]
    [InlineData(1, 1, 400)]
    [InlineData(13, 250, 400)]
    [InlineData(13, 1, 600)]
    public void What_is_no_page_of_a_table_or_an_index_is_left_alone(byte type, int cells, int content)
    {
        var page = Page(type, header: 0, cells, content, freeBlock: 0);
        var before = page.ToArray();
        Assert.False(UnusedSpace.Clear(page, 0, Size));
        Assert.Equal(before, page);
    }

    [Fact]
    public void No_bytes_make_it_fail_or_leave_the_page()
    {
        for (var seed = 0; seed < 20_000; seed++)
        {
            var random = new Random(seed);
            var page = new byte[Size];
            random.NextBytes(page);
            page[0] = (byte)(random.Next(4) switch { 0 => 2, 1 => 5, 2 => 10, _ => 13 });
            if (random.Next(2) == 0)
            {
                page[3] = 0;
                page[5] = (byte)random.Next(2);
                page[1] = (byte)random.Next(2);
            }

            UnusedSpace.Clear(page, 0, Size);
        }
    }

    private static byte[] Page(byte type, int header, int cells, int content, int freeBlock)
    {
        var page = new byte[Size];
        Array.Fill(page, (byte)0xAA);
        page[header] = type;
        BinaryPrimitives.WriteUInt16BigEndian(page.AsSpan(header + 1), (ushort)freeBlock);
        BinaryPrimitives.WriteUInt16BigEndian(page.AsSpan(header + 3), (ushort)cells);
        BinaryPrimitives.WriteUInt16BigEndian(page.AsSpan(header + 5), (ushort)content);
        return page;
    }
}
