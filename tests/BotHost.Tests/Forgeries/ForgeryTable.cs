namespace BotHost.Tests.Forgeries;

internal static class ForgeryTable
{
    /// <summary>Fewer would leave something out that people have tried.</summary>
    private const int Fewest = 40;

    public static void AssertDistinct(IReadOnlyCollection<Forgery> forgeries)
    {
        Assert.InRange(forgeries.Count, Fewest, int.MaxValue);
        Assert.Empty(forgeries.GroupBy(forgery => forgery.Name).Where(alike => alike.Count() > 1).Select(alike => alike.Key));
        Assert.Empty(forgeries.GroupBy(forgery => Convert.ToBase64String(forgery.Request.ToBytes())).Where(alike => alike.Count() > 1)
            .Select(alike => string.Join(" is ", alike)));
    }
}
