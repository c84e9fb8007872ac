namespace BotHost.Conversation.Storage;

/// <summary>One statement that stays prepared: begun with its parameters, read row by row, ended. Ended, it holds nothing, neither a lock nor a parameter.</summary>
internal abstract class SqlStatement : ISqlRow, IDisposable
{
    /// <summary>Sets the parameters: always the same ones, in the same order.</summary>
    public abstract void Begin(ReadOnlySpan<(string Name, object? Value)> parameters);

    /// <summary>Goes on to the next row; false where there is none.</summary>
    public abstract bool Read();

    /// <summary>To be called after <see cref="Begin"/> whatever happened in between. Does not fail.</summary>
    public abstract void End();

    /// <summary>The rows that it changed, once it was read to its end.</summary>
    public abstract int Changes { get; }

    public abstract bool IsDBNull(int column);

    public abstract long GetInt64(int column);

    public abstract double GetDouble(int column);

    public abstract string GetString(int column);

    public abstract byte[] GetBytes(int column);

    public abstract void Dispose();
}
