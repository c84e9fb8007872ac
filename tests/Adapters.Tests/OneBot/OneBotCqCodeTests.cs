using BotHost.Adapters.OneBot;
using FsCheck;
using FsCheck.Fluent;

namespace BotHost.Adapters.Tests.OneBot;

public sealed class OneBotCqCodeTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("hi", "text(text=hi)")]
    [InlineData("[CQ:shake]", "shake()")]
    [InlineData("a[CQ:at,qq=1]b", "text(text=a) at(qq=1) text(text=b)")]
    [InlineData("[CQ:image,file=x.jpg,url=https://a/?b=c&amp;d=e&#44;f]", "image(file=x.jpg;url=https://a/?b=c&d=e,f)")]
    [InlineData("[CQ:at,qq=1,qq=2]", "at(qq=1)")]
    [InlineData("[CQ:at,=1,qq,x=]", "at(x=)")]
    [InlineData("[CQ:at,qq=1", "text(text=[CQ:at,qq=1)")]
    [InlineData("[cq:at,qq=1]", "text(text=[cq:at,qq=1])")]
    [InlineData("[CQ:a[CQ:at,qq=1]", "a[CQ:at(qq=1)")]
    [InlineData("a,b=c", "text(text=a,b=c)")]
    [InlineData("&#44;", "text(text=&#44;)")]
    public void A_string_is_read_as_segments(string message, string segments)
    {
        Assert.Equal(segments, string.Join(" ", OneBotCqCode.Parse(message).Select(segment =>
            $"{segment.Type}({string.Join(";", segment.Data.Select(value => $"{value.Key}={value.Value}"))})")));
    }

    [Fact]
    public void Whatever_was_typed_is_read_again()
    {
        Prop.ForAll<NonNull<string>>(typed =>
        {
            var escaped = typed.Get.Replace("&", "&amp;", StringComparison.Ordinal).Replace("[", "&#91;", StringComparison.Ordinal).Replace("]", "&#93;", StringComparison.Ordinal);
            return string.Concat(OneBotCqCode.Parse(escaped).Select(segment => segment["text"])) == typed.Get
                && OneBotCqCode.Parse($"[CQ:x,v={escaped.Replace(",", "&#44;", StringComparison.Ordinal)}]").Single()["v"] == typed.Get;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Codes_that_never_close_are_one_text()
    {
        var message = string.Concat(Enumerable.Repeat("[CQ:", 250_000));
        Assert.Equal(message, Assert.Single(OneBotCqCode.Parse(message))["text"]);
    }
}
