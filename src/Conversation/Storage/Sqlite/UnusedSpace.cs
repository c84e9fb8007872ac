using System.Buffers.Binary;

namespace BotHost.Conversation.Storage.Sqlite;

/// <summary>Overwrites what a page of a table or an index does not use. Pure.</summary>
/// <remarks>
/// <c>secure_delete</c> overwrites what is deleted where it stands. But rows that were moved to a neighbouring page, because theirs had become
/// too full, were copied, and their old copies lie in the space between the page's list of cells and its cells until something else needs it.
/// Source: https://www.sqlite.org/fileformat2.html, 1.6 "B-tree Pages".
/// </remarks>
internal static class UnusedSpace
{
    private const byte IndexInterior = 2;
    private const byte TableInterior = 5;
    private const byte IndexLeaf = 10;
    private const byte TableLeaf = 13;

    /// <param name="page">As it stands in the file; changed in place.</param>
    /// <param name="header">Where the page's header begins: behind the database's own in the first page.</param>
    /// <param name="usable">How much of the page is used for it.</param>
    /// <returns>True if there was something to overwrite.</returns>
    public static bool Clear(Span<byte> page, int header, int usable)
    {
        var list = header + page[header] switch
        {
            IndexLeaf or TableLeaf => 8,
            IndexInterior or TableInterior => 12,
            _ => usable,                        // a page of a long row, or a free one: of those nothing is left when they are given up
        };
        if (list >= usable)
        {
            return false;
        }

        var cells = list + (2 * Number(page, header + 3));
        var content = Number(page, header + 5);
        content = content == 0 ? usable : content;              // 65,536 does not fit
        if (cells > content || content > usable)
        {
            return false;                       // no page of ours: nothing in it is touched
        }

        var changed = Overwrite(page[cells..content]);
        for (int block = Number(page, header + 1), next; block >= content && block + 4 <= usable; block = next)
        {
            next = Number(page, block);
            var length = Number(page, block + 2);
            if (length < 4 || block + length > usable || (next != 0 && next <= block))
            {
                break;
            }

            changed |= Overwrite(page.Slice(block + 4, length - 4));
        }

        return changed;
    }

    private static bool Overwrite(Span<byte> space)
    {
        if (!space.ContainsAnyExcept((byte)0))
        {
            return false;
        }

        space.Clear();
        return true;
    }

    private static int Number(Span<byte> page, int at) => BinaryPrimitives.ReadUInt16BigEndian(page[at..]);
}
