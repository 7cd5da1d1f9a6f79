// Every operator's builder function.
export {}
