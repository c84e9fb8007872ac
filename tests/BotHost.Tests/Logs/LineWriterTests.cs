using System.Text;
using BotHost.Logs;

namespace BotHost.Tests.Logs;

/// <summary>What becomes of the log's entries on their way out of the process.</summary>
public sealed class LineWriterTests : IDisposable
{
    private readonly Outside _outside = new();

    public void Dispose() => _outside.Dispose();

    [Fact]
    public void Entries_leave_whole_and_in_the_order_of_each_thread()
    {
        using (var lines = new LineWriter(_outside.Open()))
        {
            Parallel.For(0, 8, thread =>
            {
                for (var i = 0; i < 500; i++)
                {
                    lines.Add(Entry($"{thread}: {i} 秋"));
                }
            });
        }

        var written = _outside.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        for (var thread = 0; thread < 8; thread++)
        {
            Assert.Equal(Enumerable.Range(0, 500).Select(i => $"{thread}: {i} 秋"), written.Where(line => line.StartsWith($"{thread}:", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void What_comes_together_leaves_together()
    {
        using (var lines = new LineWriter(_outside.Open()))
        {
            _outside.Stall();
            lines.Add(Entry("first"));
            _outside.WaitForWrite();
            for (var i = 0; i < 100; i++)
            {
                lines.Add(Entry("another"));
            }

            _outside.GoOn();
        }

        Assert.Equal(2, _outside.Writes);
        Assert.Equal(101, _outside.Text.Count(letter => letter == '\n'));
    }

    [Fact]
    public async Task A_lonely_entry_is_written_without_another_one()
    {
        using var lines = new LineWriter(_outside.Open());
        lines.Add(Entry("alone"));
        await Eventually.TrueAsync(() => _outside.Text == "alone\n", "written");
    }

    [Fact]
    public void A_reader_who_stalls_keeps_nobody_waiting_and_is_told_how_much_was_left_out()
    {
        var large = Entry(new string('x', LineWriter.Room / 4 - 1));
        using (var lines = new LineWriter(_outside.Open()))
        {
            _outside.Stall();
            lines.Add(Entry("first"));
            _outside.WaitForWrite();
            for (var i = 0; i < 7; i++)
            {
                lines.Add(large);
            }

            _outside.GoOn();
        }

        Assert.Equal(4, _outside.Text.Split('\n').Count(line => line.StartsWith('x')));
        Assert.EndsWith("\n3 entries of this log could not be written, and are left out here.\n", _outside.Text);
    }

    [Fact]
    public async Task What_a_full_disk_did_not_take_is_counted_once_there_is_room_again()
    {
        using var lines = new LineWriter(_outside.Open());
        _outside.IsFull = true;
        lines.Add(Entry("lost"));
        await Eventually.TrueAsync(() => _outside.Refusals > 0, "refused");
        _outside.IsFull = false;
        lines.Add(Entry("written"));

        await Eventually.TrueAsync(() => _outside.Text == "written\n1 entries of this log could not be written, and are left out here.\n", "counted");
    }

    private static StringBuilder Entry(string text) => new StringBuilder(text).Append('\n');

    /// <summary>Whoever reads the log.</summary>
    private sealed class Outside : MemoryStream
    {
        private readonly ManualResetEventSlim _open = new(initialState: true);
        private readonly ManualResetEventSlim _writing = new();
        private readonly Lock _gate = new();

        public bool IsFull { get; set; }

        public int Refusals { get; private set; }

        public int Writes { get; private set; }

        public string Text
        {
            get
            {
                lock (_gate)
                {
                    return Encoding.UTF8.GetString(ToArray());
                }
            }
        }

        public StreamWriter Open() => new StreamWriter(this, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 32 * 1024, leaveOpen: true);

        public void Stall() => _open.Reset();

        public void GoOn() => _open.Set();

        public void WaitForWrite() => _writing.Wait(TimeSpan.FromSeconds(30));

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            _writing.Set();
            _open.Wait(TimeSpan.FromSeconds(30));
            if (IsFull)
            {
                Refusals++;
                throw new IOException("No space left on device");
            }

            lock (_gate)
            {
                Writes++;
                base.Write(buffer.ToArray(), 0, buffer.Length);
            }
        }
    }
}
