using System.Text;
using BotHost.Bench.Load;
using FsCheck;
using FsCheck.Fluent;

namespace BotHost.Bench.Tests;

public sealed class ResponseReaderTests
{
    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nDate: x\r\n\r\n", 200, true)]
    [InlineData("HTTP/1.1 200 OK\r\nDate: x\r\ncontent-length:  5\r\n\r\nhello", 200, true)]
    [InlineData("HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno", 503, false)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", 200, true)]
    public void However_the_network_cuts_an_answer_it_ends_with_its_last_byte(string answer, int status, bool keepAlive)
    {
        var bytes = Encoding.ASCII.GetBytes(answer);
        Prop.ForAll(Gen.Choose(1, bytes.Length).NonEmptyListOf().ToArbitrary(), cuts =>
        {
            var reader = new ResponseReader();
            int? read = null;
            var position = 0;
            for (var cut = 0; position < bytes.Length; cut++)
            {
                Assert.Null(read);
                var count = Math.Min(cuts[cut % cuts.Count], bytes.Length - position);
                bytes.AsMemory(position, count).CopyTo(reader.Free);
                read = reader.Add(count);
                position += count;
            }

            Assert.Equal(status, read);
            Assert.Equal(keepAlive, reader.KeepAlive);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_body_is_what_follows_the_head_of_the_answer_that_was_read_last()
    {
        var reader = new ResponseReader();
        foreach (var body in new[] { "the longer one", "", "hello" })
        {
            reader.Reset();
            var bytes = Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n{body}");
            bytes.CopyTo(reader.Free.Span);

            Assert.Equal(200, reader.Add(bytes.Length));
            Assert.Equal(body, Encoding.ASCII.GetString(reader.Body));
        }
    }

    [Fact]
    public void An_answer_that_is_longer_than_expected_is_a_broken_connection()
    {
        var reader = new ResponseReader(capacity: 64);
        var bytes = Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n".PadRight(64, 'x'));
        bytes.CopyTo(reader.Free);

        Assert.Equal(WebhookConnection.Broken, reader.Add(bytes.Length));
        Assert.False(reader.KeepAlive);
    }

    [Fact]
    public void What_is_no_answer_of_this_protocol_is_a_broken_connection()
    {
        var reader = new ResponseReader();
        var bytes = "SSH-2.0-x\r\n\r\n"u8;
        bytes.CopyTo(reader.Free.Span);

        Assert.Equal(WebhookConnection.Broken, reader.Add(bytes.Length));
        Assert.False(reader.KeepAlive);
    }
}
