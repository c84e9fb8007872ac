using System.Text;
using System.Text.Json;
using BotHost.Adapters.DingTalk;
using BotHost.Adapters.Json;
using FsCheck;
using FsCheck.Fluent;

namespace BotHost.Adapters.Tests.Json;

public sealed class LooseJsonTests
{
    [Theory]
    [InlineData("\"\\ud83d\"", "\uFFFD")]
    [InlineData("\"\\ude00\\ud83d\"", "\uFFFD\uFFFD")]
    [InlineData("\"\\ud83d\\ud83d\\ude00\"", "\uFFFD😀")]
    [InlineData("\"\\uD83D\\uDE00\"", "😀")]
    [InlineData("\"\\\\ud83d\"", "\\ud83d")]
    [InlineData("\"\\\\\\ud83d\"", "\\\uFFFD")]
    public void Half_of_a_surrogate_pair_is_replaced_and_nothing_else(string json, string expected)
    {
        Assert.True(LooseJson.TryRead(Encoding.UTF8.GetBytes(json), DingTalkJson.Inbound.JsonElement, out var value));
        Assert.Equal(expected, value.GetString());
    }

    [Fact]
    public void A_byte_order_mark_is_passed_over()
    {
        Assert.True(LooseJson.TryRead("\uFEFF{\"msgId\":7}"u8, DingTalkJson.Inbound.RobotMessage, out var message));
        Assert.Equal("7", message.MsgId);
    }

    [Fact]
    public void Bytes_that_are_no_UTF_8_are_no_JSON()
    {
        Assert.False(LooseJson.TryRead([(byte)'"', 0xC3, 0x28, (byte)'"'], DingTalkJson.Inbound.JsonElement, out _));
    }

    [Fact]
    public void No_bytes_throw()
    {
        Prop.ForAll<byte[]>(bytes =>
        {
            LooseJson.TryRead(bytes, DingTalkJson.Inbound.RobotMessage, out _);
            LooseJson.TryRead([.. "{\"msgId\":\"\\"u8, .. bytes, .. "\"}"u8], DingTalkJson.Inbound.RobotMessage, out _);
            return true;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_string_written_as_JSON_is_read_back_as_it_was()
    {
        Prop.ForAll<string>(text =>
        {
            var written = new StringBuilder().AppendJson(text ?? "").ToString();
            var expected = string.Concat((text ?? "").EnumerateRunes());    // unpaired surrogates as U+FFFD
            return JsonDocument.Parse(written).RootElement.GetString() == expected;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void An_emoji_costs_four_bytes() => Assert.Equal(6, Encoding.UTF8.GetByteCount(new StringBuilder().AppendJson("😀").ToString()));
}
